/// Tests of the decisions' file: what was written is read, and what is damaged is refused.
@NullMarked
package io.fieldway.controller.journal;

import org.jspecify.annotations.NullMarked;
