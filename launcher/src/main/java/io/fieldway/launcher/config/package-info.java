/// A role's configuration: one YAML file and the flags of the command line, read into the role's
/// record and shown again with where each value comes from.
@NullMarked
package io.fieldway.launcher.config;

import org.jspecify.annotations.NullMarked;
