/// The user server from outside: signing in and out, and the live stream.
@NullMarked
package io.fieldway.cloud.user;

import org.jspecify.annotations.NullMarked;
