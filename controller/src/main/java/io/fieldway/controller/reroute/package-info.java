/// What a controller decides: who acts, who stands in for whom, who is dead and who carries it on,
/// in the manner decide, record, apply, publish. No I/O and no clock; time is an argument, in
/// milliseconds that never go back.
@NullMarked
package io.fieldway.controller.reroute;

import org.jspecify.annotations.NullMarked;
