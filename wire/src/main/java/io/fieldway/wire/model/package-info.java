/// W3C WoT Thing Models 1.1: what a kind of device measures and can be told to do. Gateway and
/// platform judge values by the same document with the same code.
@NullMarked
package io.fieldway.wire.model;

import org.jspecify.annotations.NullMarked;
