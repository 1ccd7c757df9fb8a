#include "messages/mms/access.hpp"

#include "messages/mms/limits.hpp"
#include "messages/mms/type.hpp"

namespace bus::mms {

namespace {

using asn1::mms::alternate_access_item;
using asn1::mms::alternate_access_selection;

constexpr auto most_values = std::size_t{65'536}; ///< of one access

template <class T>
using outcome = tl::expected<T, data_access_error>;

auto refuse(data_access_error why) {
  return tl::make_unexpected(why);
}

/// A selection, whichever of the two forms it came in.
struct step {
  enum class kind : std::uint8_t { component, index, range };

  kind is = kind::range;
  const std::string* component = nullptr;
  std::uint32_t first = 0;
  std::uint32_t count = 0;                 ///< none from 0 on: all
  const alternate_access* below = nullptr; ///< to be selected from what is found
};

template <class Selection>
step read_step(const Selection& x) {
  if (auto* component = x.template get_if<Selection::component>())
    return {step::kind::component, component};
  if (auto* index = x.template get_if<Selection::index_2>())
    return {step::kind::index, nullptr, *index, 1};
  if (auto* range = x.template get_if<Selection::index_range>())
    return {step::kind::range, nullptr, range->low_index, range->number_of_elements};
  return {};
}

step read_step(const alternate_access_item& x) {
  using kinds = alternate_access_selection;
  auto* named = x.get_if<alternate_access_item::named>();
  auto& selection = named ? named->access : x.get<alternate_access_item::unnamed>();
  if (auto* last = selection.get_if<kinds::select_access>())
    return read_step(*last);
  auto& nested = selection.get<kinds::select_alternate_access>();
  auto out = read_step(nested.access_selection);
  out.below = &nested.alternate_access;
  return out;
}

/// What a step leads to: one part, or the elements of a range. Data is const where
/// they are only read.
template <class Data>
struct parts {
  std::span<Data> found;
  const type_description& type;
};

template <class Data>
outcome<parts<Data>> component_at(const step& x, Data& from,
                                  const type_description& type) {
  auto at = component_index(type, *x.component);
  if (!at)
    return refuse(data_access_error::object_non_existent);
  auto* members = from.template get_if<data::structure>();
  if (!members || *at >= members->size())
    return refuse(data_access_error::type_inconsistent);
  auto* of = component(type, *x.component);
  if (!of)
    return refuse(data_access_error::object_access_unsupported);
  return parts<Data>{{&(*members)[*at], 1}, *of};
}

template <class Data>
outcome<parts<Data>> elements_at(const step& x, Data& from,
                                 const type_description& type) {
  auto* array_type = type.get_if<type_description::array>();
  auto* elements = from.template get_if<data::array>();
  if (!array_type || !elements)
    return refuse(data_access_error::object_non_existent);
  auto* of = described(*array_type->element_type);
  if (!of)
    return refuse(data_access_error::object_access_unsupported);
  auto whole = std::span<Data>{*elements};
  if (x.first == 0 && x.count == 0)
    return parts<Data>{whole, *of};
  if (x.count == 0 || x.first >= whole.size() || x.count > whole.size() - x.first)
    return refuse(data_access_error::object_non_existent);
  return parts<Data>{whole.subspan(x.first, x.count), *of};
}

template <class Data>
outcome<parts<Data>> parts_at(const step& x, Data& from, const type_description& type) {
  return x.is == step::kind::component ? component_at(x, from, type)
                                       : elements_at(x, from, type);
}

/// How many values without parts there are; counting ends beyond `most`.
std::size_t count_values(const data& x, std::size_t most) {
  auto* list = x.get_if<data::array>();
  if (!list)
    list = x.get_if<data::structure>();
  if (!list || list->empty())
    return 1;
  auto out = std::size_t{0};
  for (auto one = list->begin(); one != list->end() && out <= most; ++one)
    out += count_values(*one, most - out);
  return out;
}

class selecting {
public:
  outcome<data> all(const data& from, const type_description& type,
                    const alternate_access& access, unsigned depth) {
    if (access.empty() || depth >= deepest)
      return refuse(data_access_error::object_access_unsupported);
    if (access.size() == 1)
      return one(from, type, access.front(), depth);
    auto out = asn1::list_of<data>{};
    for (auto& item : access) {
      auto part = one(from, type, item, depth);
      if (!part)
        return part;
      out.push_back(std::move(*part));
    }
    return data::make<data::structure>(std::move(out));
  }

private:
  outcome<data> one(const data& from, const type_description& type,
                    const alternate_access_item& item, unsigned depth) {
    auto what = read_step(item);
    auto at = parts_at(what, from, type);
    if (!at)
      return refuse(at.error());
    if (what.is != step::kind::range)
      return below(at->found[0], at->type, what, depth);
    if (at->found.empty() && !take(1))
      return refuse(data_access_error::object_access_unsupported);
    auto out = asn1::list_of<data>{};
    for (auto& element : at->found) {
      auto part = below(element, at->type, what, depth);
      if (!part)
        return part;
      out.push_back(std::move(*part));
    }
    return data::make<data::array>(std::move(out));
  }

  outcome<data> below(const data& from, const type_description& type, const step& what,
                      unsigned depth) {
    if (what.below)
      return all(from, type, *what.below, depth + 1);
    if (!take(count_values(from, left_)))
      return refuse(data_access_error::object_access_unsupported);
    return from;
  }

  bool take(std::size_t values) {
    auto fit = values <= left_;
    left_ -= fit ? values : 0;
    return fit;
  }

  std::size_t left_ = most_values;
};

using refusal = std::optional<data_access_error>;

refusal assign_all(data& to, const type_description& type,
                   const alternate_access& access, const data& written, unsigned depth);

refusal assign_below(data& to, const type_description& type, const step& what,
                     const data& written, unsigned depth) {
  if (what.below)
    return assign_all(to, type, *what.below, written, depth + 1);
  if (!fits(written, type))
    return data_access_error::type_inconsistent;
  to = written;
  return std::nullopt;
}

refusal assign_one(data& to, const type_description& type,
                   const alternate_access_item& item, const data& written,
                   unsigned depth) {
  auto what = read_step(item);
  auto at = parts_at(what, to, type);
  if (!at)
    return at.error();
  auto is_range = what.is == step::kind::range;
  auto* values = is_range ? written.get_if<data::array>() : nullptr;
  if (!values && at->found.size() == 1)
    return assign_below(at->found[0], at->type, what, written, depth);
  if (!values || values->size() != at->found.size())
    return data_access_error::type_inconsistent;
  for (auto i = std::size_t{0}; i < values->size(); ++i)
    if (auto wrong = assign_below(at->found[i], at->type, what, (*values)[i], depth))
      return wrong;
  return std::nullopt;
}

refusal assign_all(data& to, const type_description& type,
                   const alternate_access& access, const data& written,
                   unsigned depth) {
  if (access.empty() || depth >= deepest)
    return data_access_error::object_access_unsupported;
  if (access.size() == 1)
    return assign_one(to, type, access.front(), written, depth);
  auto* values = written.get_if<data::structure>();
  if (!values || values->size() != access.size())
    return data_access_error::type_inconsistent;
  for (auto i = std::size_t{0}; i < access.size(); ++i)
    if (auto wrong = assign_one(to, type, access[i], (*values)[i], depth))
      return wrong;
  return std::nullopt;
}

} // namespace

const data* component(const data& whole, const type_description& type,
                      std::string_view name) {
  auto at = component_index(type, name);
  auto* parts = whole.get_if<data::structure>();
  return at && parts && *at < parts->size() ? &(*parts)[*at] : nullptr;
}

tl::expected<data, data_access_error> select(const data& whole,
                                             const type_description& type,
                                             const alternate_access& access) {
  return selecting{}.all(whole, type, access, 0);
}

std::optional<data_access_error> assign(data& whole, const type_description& type,
                                        const alternate_access& access,
                                        const data& written) {
  auto changed = whole;
  if (auto wrong = assign_all(changed, type, access, written, 0))
    return wrong;
  whole = std::move(changed);
  return std::nullopt;
}

} // namespace bus::mms
