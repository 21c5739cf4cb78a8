/// Pictures and other blobs: taken from devices onto the gateway's own disk, and carried to the
/// platform in chunks when nothing else wants the link.
@NullMarked
package io.fieldway.gateway.blob;

import org.jspecify.annotations.NullMarked;
