/// What a node has to do with controllers (Chen et al. 2020, §3.3.4): which one it obeys, what it
/// tells them, and how long it may serve while another could stand in for it.
@NullMarked
package io.fieldway.node.control;

import org.jspecify.annotations.NullMarked;
