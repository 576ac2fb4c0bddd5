// The sockets of c-ares, made by us so that what goes over them is counted. Inside of probe/engine.
#pragma once

struct ares_channeldata;

namespace saksi {

class Traffic;

/// From now on. `traffic` must outlive the channel.
void count_sockets(ares_channeldata* channel, Traffic& traffic);

}  // namespace saksi
