/// Who belongs to a mesh: the authority that certifies its nodes, invitations to it, and what a
/// node has to show for itself.
@NullMarked
package io.fieldway.node.trust;

import org.jspecify.annotations.NullMarked;
