/// Model synchronisation: the devices and models the platform has registered at this gateway, kept
/// on disk so that a gateway without a link serves its devices; and which devices are there now.
@NullMarked
package io.fieldway.gateway.model;

import org.jspecify.annotations.NullMarked;
