/// A controller of the mesh in a process: configuration, start and stop. It watches the nodes,
/// names their substitutes and lets these carry dead nodes on; it is never in the path of data.
@NullMarked
package io.fieldway.controller;

import org.jspecify.annotations.NullMarked;
