/// Who a client is and what it may do: the password file, client certificates, SCRAM, and rules
/// over topic filters.
@NullMarked
package io.fieldway.node.access;

import org.jspecify.annotations.NullMarked;
