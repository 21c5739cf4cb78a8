/// The mesh as people see it: what its nodes tell over HTTP, asked for a signed-in person, and the
/// switches of whoever runs nodes in the same process.
@NullMarked
package io.fieldway.cloud.user.mesh;

import org.jspecify.annotations.NullMarked;
