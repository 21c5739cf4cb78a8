/// The user server: one-time sign-in links, sessions that survive a restart, the web pages and
/// their live stream. What it must keep is in the database, hashed; what it shows live comes from
/// the feed.
@NullMarked
package io.fieldway.cloud.user;

import org.jspecify.annotations.NullMarked;
