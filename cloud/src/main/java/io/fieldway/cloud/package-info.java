/// The cloud platform of Figure 2: machine, resource, event and user servers in one deployable that
/// can also run one role per process. This package only wires them; servers speak with each other
/// through Redis and the database alone.
@NullMarked
package io.fieldway.cloud;

import org.jspecify.annotations.NullMarked;
