#include "messages/iec61850/writer.hpp"

#include "messages/iec61850/reader.hpp"

namespace bus::iec61850 {

namespace {

std::string sgcb(const std::string& logical_device, const char* attribute) {
  return logical_device + "/LLN0$SP$SGCB$" + attribute;
}

} // namespace

void writer::set_data_values(const std::string& logical_device,
                             const std::string& logical_node,
                             const std::string& functional_constraint,
                             const names& path, value to, deadline_of when, then done) {
  device_.write(join_path(logical_device, logical_node, functional_constraint, path),
                std::move(to), when, std::move(done));
}

void writer::set_urcb_values(const std::string& logical_device,
                             const std::string& logical_node, const std::string& urcb,
                             const std::string& attribute, value to, deadline_of when,
                             then done) {
  set_data_values(logical_device, logical_node, "RP", {urcb, attribute}, std::move(to),
                  when, std::move(done));
}

void writer::set_brcb_values(const std::string& logical_device,
                             const std::string& logical_node, const std::string& brcb,
                             const std::string& attribute, value to, deadline_of when,
                             then done) {
  set_data_values(logical_device, logical_node, "BR", {brcb, attribute}, std::move(to),
                  when, std::move(done));
}

void writer::select_with_value(const std::string& logical_device,
                               const std::string& logical_node,
                               const std::string& data_object, value with,
                               deadline_of when, then done) {
  set_data_values(logical_device, logical_node, "CO", {data_object, "SBOw"},
                  std::move(with), when, std::move(done));
}

void writer::operate(const std::string& logical_device, const std::string& logical_node,
                     const std::string& data_object, value with, deadline_of when,
                     then done) {
  set_data_values(logical_device, logical_node, "CO", {data_object, "Oper"},
                  std::move(with), when, std::move(done));
}

void writer::cancel(const std::string& logical_device, const std::string& logical_node,
                    const std::string& data_object, value with, deadline_of when,
                    then done) {
  set_data_values(logical_device, logical_node, "CO", {data_object, "Cancel"},
                  std::move(with), when, std::move(done));
}

void writer::select_active_sg(const std::string& logical_device, std::uint64_t group,
                              deadline_of when, then done) {
  device_.write(sgcb(logical_device, "ActSG"), group, when, std::move(done));
}

void writer::select_edit_sg(const std::string& logical_device, std::uint64_t group,
                            deadline_of when, then done) {
  device_.write(sgcb(logical_device, "EditSG"), group, when, std::move(done));
}

void writer::set_edit_sg_value(const std::string& logical_device,
                               const std::string& logical_node, const names& path,
                               value to, deadline_of when, then done) {
  set_data_values(logical_device, logical_node, "SE", path, std::move(to), when,
                  std::move(done));
}

void writer::confirm_edit_sg_values(const std::string& logical_device, deadline_of when,
                                    then done) {
  device_.write(sgcb(logical_device, "CnfEdit"), true, when, std::move(done));
}

} // namespace bus::iec61850
