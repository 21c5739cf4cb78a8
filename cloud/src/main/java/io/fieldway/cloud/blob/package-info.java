/// Pictures and other blobs on the platform's disk, with their thumbnails; what is known of each
/// stands in the database.
@NullMarked
package io.fieldway.cloud.blob;

import org.jspecify.annotations.NullMarked;
