/// Tests of the mesh: many nodes in virtual time, whose links, disks and clients fail.
@NullMarked
package io.fieldway.node.mesh;

import org.jspecify.annotations.NullMarked;
