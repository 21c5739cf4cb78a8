/// The `fieldway` command: reads and checks what it is told, starts the roles, and stops them in
/// order. It wires and prints; what a role does stands in the role's module.
@NullMarked
package io.fieldway.launcher;

import org.jspecify.annotations.NullMarked;
