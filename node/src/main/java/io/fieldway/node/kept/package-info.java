/// What a node keeps in its journal, as values and as bytes, without I/O: sessions and their
/// subscriptions, messages, who is still to have them, and what is retained; and what it knows of
/// the other nodes of its mesh.
@NullMarked
package io.fieldway.node.kept;

import org.jspecify.annotations.NullMarked;
