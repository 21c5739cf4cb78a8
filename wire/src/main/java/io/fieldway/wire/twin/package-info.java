/// A device's twin: what is desired of it and what it reports, the same document at the platform
/// and at the gateway. The rules by which both merge patches, judge conflicts and compare hashes,
/// and each side's own core; no clock, no disk, no socket.
@NullMarked
package io.fieldway.wire.twin;

import org.jspecify.annotations.NullMarked;
