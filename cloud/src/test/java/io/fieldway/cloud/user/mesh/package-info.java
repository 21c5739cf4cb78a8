/// The mesh's part of the user server from outside.
@NullMarked
package io.fieldway.cloud.user.mesh;

import org.jspecify.annotations.NullMarked;
