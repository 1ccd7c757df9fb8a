#include "messages/mms/access.hpp"

#include "messages/mms/type.hpp"

namespace bus::mms {

namespace {

using asn1::mms::alternate_access_item;
using asn1::mms::alternate_access_selection;
using asn1::mms::alternate_access_selection_select_access;
using nested_selection =
  asn1::mms::alternate_access_selection_select_alternate_access_access_selection;

constexpr auto most_parts = std::size_t{65'536}; ///< of one access
constexpr auto deepest = 64u;

constexpr auto missing = data_access_error::object_non_existent;

/// A selection, whichever of the two forms it came in.
struct step {
  const std::string* component = nullptr;
  std::uint32_t first = 0, count = 0;
  bool is_range = false;
  const alternate_access* below = nullptr; ///< to be selected from what is found
};

template <class Selection>
step read_step(const Selection& x, const data& from) {
  auto out = step{};
  if (auto* component = x.template get_if<Selection::component>())
    out.component = component;
  else if (auto* index = x.template get_if<Selection::index_2>())
    out = step{nullptr, *index, 1, false, nullptr};
  else if (auto* range = x.template get_if<Selection::index_range>())
    out = step{nullptr, range->low_index, range->number_of_elements, true, nullptr};
  else if (auto* elements = from.get_if<data::array>())
    out = step{nullptr, 0, static_cast<std::uint32_t>(elements->size()), true, nullptr};
  return out;
}

step step_of(const alternate_access_item& x, const data& from) {
  auto& selection = x.is<alternate_access_item::unnamed>()
                      ? x.get<alternate_access_item::unnamed>()
                      : x.get<alternate_access_item::named>().access;
  using kinds = alternate_access_selection;
  if (auto* plain = selection.get_if<kinds::select_access>())
    return read_step(*plain, from);
  auto& nested = selection.get<kinds::select_alternate_access>();
  auto out = read_step(nested.access_selection, from);
  out.below = &nested.alternate_access;
  return out;
}

/// What a step leads to: one part, or the elements of a range.
template <class Data>
struct parts {
  Data* first = nullptr; ///< null where it leads nowhere
  std::size_t count = 0;
  const type_description* type = nullptr;
};

template <class Data>
parts<Data> parts_at(const step& x, Data& from, const type_description& type) {
  if (x.component) {
    auto at = component_index(type, *x.component);
    if (!at || !from.template is<data::structure>())
      return {};
    auto& component = type.get<type_description::structure>().components[*at];
    auto* of =
      component.component_type->template get_if<type_specification::type_description>();
    return {of ? &from.template get<data::structure>()[*at] : nullptr, 1, of};
  }
  auto* array = type.get_if<type_description::array>();
  if (!array || !from.template is<data::array>() || x.count == 0)
    return {};
  auto& elements = from.template get<data::array>();
  auto* of =
    array->element_type->template get_if<type_specification::type_description>();
  if (!of || x.first >= elements.size() || x.count > elements.size() - x.first)
    return {};
  return {&elements[x.first], x.count, of};
}

class selecting {
public:
  tl::expected<data, data_access_error> all(const data& from,
                                            const type_description& type,
                                            const alternate_access& access,
                                            unsigned depth) {
    if (access.empty() || depth > deepest)
      return tl::make_unexpected(data_access_error::object_access_unsupported);
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
  tl::expected<data, data_access_error> one(const data& from,
                                            const type_description& type,
                                            const alternate_access_item& item,
                                            unsigned depth) {
    auto what = step_of(item, from);
    auto found = parts_at(what, from, type);
    if (!found.first)
      return tl::make_unexpected(missing);
    if (!what.is_range)
      return below(*found.first, *found.type, what, depth);
    auto out = asn1::list_of<data>{};
    for (auto i = std::size_t{0}; i < found.count; ++i) {
      auto part = below(found.first[i], *found.type, what, depth);
      if (!part)
        return part;
      out.push_back(std::move(*part));
    }
    return data::make<data::array>(std::move(out));
  }

  tl::expected<data, data_access_error> below(const data& from,
                                              const type_description& type,
                                              const step& what, unsigned depth) {
    if (left_-- == 0)
      return tl::make_unexpected(data_access_error::object_access_unsupported);
    if (what.below)
      return all(from, type, *what.below, depth + 1);
    return from;
  }

  std::size_t left_ = most_parts;
};

class assigning {
public:
  using outcome = std::optional<data_access_error>;

  outcome all(data& to, const type_description& type, const alternate_access& access,
              const data& written, unsigned depth) {
    if (access.empty() || depth > deepest)
      return data_access_error::object_access_unsupported;
    if (access.size() == 1)
      return one(to, type, access.front(), written, depth);
    auto* values = written.get_if<data::structure>();
    if (!values || values->size() != access.size())
      return data_access_error::type_inconsistent;
    for (auto i = std::size_t{0}; i < access.size(); ++i)
      if (auto wrong = one(to, type, access[i], (*values)[i], depth))
        return wrong;
    return std::nullopt;
  }

private:
  outcome one(data& to, const type_description& type, const alternate_access_item& item,
              const data& written, unsigned depth) {
    auto what = step_of(item, to);
    auto found = parts_at(what, to, type);
    if (!found.first)
      return missing;
    auto* values = what.is_range ? written.get_if<data::array>() : nullptr;
    if (!values && found.count == 1)
      return below(*found.first, *found.type, what, written, depth);
    if (!values || values->size() != found.count)
      return data_access_error::type_inconsistent;
    for (auto i = std::size_t{0}; i < found.count; ++i)
      if (auto wrong = below(found.first[i], *found.type, what, (*values)[i], depth))
        return wrong;
    return std::nullopt;
  }

  outcome below(data& to, const type_description& type, const step& what,
                const data& written, unsigned depth) {
    if (left_-- == 0)
      return data_access_error::object_access_unsupported;
    if (what.below)
      return all(to, type, *what.below, written, depth + 1);
    if (!fits(written, type))
      return data_access_error::type_inconsistent;
    to = written;
    return std::nullopt;
  }

  std::size_t left_ = most_parts;
};

} // namespace

tl::expected<data, data_access_error> select(const data& whole,
                                             const type_description& type,
                                             const alternate_access& access) {
  return selecting{}.all(whole, type, access, 0);
}

std::optional<data_access_error> assign(data& whole, const type_description& type,
                                        const alternate_access& access,
                                        const data& written) {
  auto changed = whole;
  if (auto wrong = assigning{}.all(changed, type, access, written, 0))
    return wrong;
  whole = std::move(changed);
  return std::nullopt;
}

} // namespace bus::mms
