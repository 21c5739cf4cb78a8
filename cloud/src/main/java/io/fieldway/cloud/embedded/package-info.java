/// A real redis-server as a child process for those who have none: started, watched, restarted and
/// never left behind.
@NullMarked
package io.fieldway.cloud.embedded;

import org.jspecify.annotations.NullMarked;
