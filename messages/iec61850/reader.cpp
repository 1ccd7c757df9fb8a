#include "messages/iec61850/reader.hpp"

#include "messages/iec61850/quality.hpp"

namespace bus::iec61850 {

std::string join_path(const std::string& logical_device,
                      const std::string& logical_node,
                      const std::string& functional_constraint,
                      const std::vector<std::string>& names) {
  auto out = logical_device + '/' + logical_node + '$' + functional_constraint;
  for (auto& one : names)
    if (!one.empty())
      out += '$' + one;
  return out;
}

void reader::read(std::string path, deadline_of when, then done) {
  auto dollar = path.rfind('$');
  auto name = path.substr(dollar == path.npos ? 0 : dollar + 1);
  device_.read({std::move(path)}, when,
               [name, done = std::move(done)](mms::device::values got) {
                 done(std::move(got.front()).map([&](value x) {
                   return with_positions(std::move(x), name);
                 }));
               });
}

void reader::get_data_values(const std::string& logical_device,
                             const std::string& logical_node,
                             const std::string& functional_constraint,
                             const names& path, deadline_of when, then done) {
  read(join_path(logical_device, logical_node, functional_constraint, path), when,
       std::move(done));
}

void reader::select(const std::string& logical_device, const std::string& logical_node,
                    const std::string& data_object, deadline_of when, then done) {
  read(join_path(logical_device, logical_node, "CO", {data_object, "SBO"}), when,
       std::move(done));
}

void reader::get_urcb_values(const std::string& logical_device,
                             const std::string& logical_node, const std::string& urcb,
                             const std::string& attribute, deadline_of when,
                             then done) {
  read(join_path(logical_device, logical_node, "RP", {urcb, attribute}), when,
       std::move(done));
}

void reader::get_brcb_values(const std::string& logical_device,
                             const std::string& logical_node, const std::string& brcb,
                             const std::string& attribute, deadline_of when,
                             then done) {
  read(join_path(logical_device, logical_node, "BR", {brcb, attribute}), when,
       std::move(done));
}

void reader::get_edit_sg_value(const std::string& logical_device,
                               const std::string& logical_node,
                               const std::string& functional_constraint,
                               const names& path, deadline_of when, then done) {
  read(join_path(logical_device, logical_node, functional_constraint, path), when,
       std::move(done));
}

void reader::get_sgcb_values(const std::string& logical_device, deadline_of when,
                             then done) {
  read(logical_device + "/LLN0$SP$SGCB", when, std::move(done));
}

void reader::get_report(std::function<void(report)> done) {
  if (reports_.empty())
    return waiting_.push_back(std::move(done));
  auto next = std::move(reports_.front());
  reports_.pop_front();
  done(std::move(next));
}

bool reader::received(report x) {
  if (!waiting_.empty()) {
    auto next = std::move(waiting_.front());
    waiting_.pop_front();
    next(std::move(x));
    return true;
  }
  if (reports_.size() >= most_reports)
    return false;
  reports_.push_back(std::move(x));
  return true;
}

} // namespace bus::iec61850
