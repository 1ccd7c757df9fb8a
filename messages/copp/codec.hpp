#pragma once

#include "messages/copp/types.hpp"
#include "messages/result.hpp"

namespace bus::copp {

/// Writes what stands in front of one value of `size` octets in its context, so
/// that the value may be written right behind it (X.226, 8.4: User-data).
void put_data_header(bytes& out, std::int64_t context, std::size_t size);

/// A whole User-data of one value.
bytes encode_user_data(const pdv& x);

/// The values of a User-data, in place. What is not in the form that all send
/// (indefinite lengths, constructed strings) is rewritten to `scratch` first, and
/// the values then stand there.
result<pdv_list> decode_user_data(byte_view in, bytes& scratch);

} // namespace bus::copp
