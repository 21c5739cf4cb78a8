/// The channel's events between gateway and platform, in the Socket.IO namespace `/gateway`, as
/// `docs/protocol.md` describes them: two-step authentication, data and its acknowledgement,
/// heartbeats, commands and models. Each message is a record; its codec stands beside its fields.
@NullMarked
package io.fieldway.wire.channel;

import org.jspecify.annotations.NullMarked;
