/// Tests of equivalence and of plans: the seed's table, brute force over small alphabets, and what
/// every plan keeps to.
@NullMarked
package io.fieldway.routing.reroute;

import org.jspecify.annotations.NullMarked;
