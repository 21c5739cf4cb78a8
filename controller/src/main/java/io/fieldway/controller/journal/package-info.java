/// The controller's decisions on disk: lines of JSON, each on the disk before anybody hears of the
/// decision.
@NullMarked
package io.fieldway.controller.journal;

import org.jspecify.annotations.NullMarked;
