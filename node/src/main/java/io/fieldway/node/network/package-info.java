/// What a node knows of the others and how it comes to know it, without I/O: adverts of links and
/// of interest, flooded over the links, exchanged by digest where a link is new, kept over a
/// restart, forgotten with age.
@NullMarked
package io.fieldway.node.network;

import org.jspecify.annotations.NullMarked;
