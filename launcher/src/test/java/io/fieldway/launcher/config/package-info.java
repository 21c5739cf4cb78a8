/// Tests of the configuration's reading and showing.
@NullMarked
package io.fieldway.launcher.config;

import org.jspecify.annotations.NullMarked;
