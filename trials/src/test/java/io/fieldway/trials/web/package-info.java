/// The pages in a real browser, against real servers.
@NullMarked
package io.fieldway.trials.web;

import org.jspecify.annotations.NullMarked;
