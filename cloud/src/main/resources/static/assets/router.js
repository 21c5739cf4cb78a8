// Addresses: `/` is the overview, `/devices/{id}` a device, `/mesh` the mesh. Links are ordinary
// links.

/** @returns {{ page: 'overview' | 'device' | 'mesh' | 'unknown', device: string }} */
export function route() {
  const { pathname } = window.location;
  const device = /^\/devices\/([^/]+)\/?$/.exec(pathname);
  if (device) {
    return { page: 'device', device: decodeURIComponent(device[1]) };
  }
  if (/^\/mesh\/?$/.test(pathname)) {
    return { page: 'mesh', device: '' };
  }
  return { page: pathname === '/' ? 'overview' : 'unknown', device: '' };
}

/** @param {string} device */
export const devicePath = (device) => `/devices/${encodeURIComponent(device)}`;

/**
 * Calls back when the address changes within the app.
 *
 * @param {() => void} changed
 */
export function watchRoute(changed) {
  window.addEventListener('popstate', changed);
  document.addEventListener('click', (event) => {
    const link = /** @type {Element} */ (event.target).closest?.('a[href^="/"]');
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey;
    if (!link || !plain || event.defaultPrevented || link.hasAttribute('data-plain')) {
      return;
    }
    event.preventDefault();
    if (link.getAttribute('href') !== window.location.pathname) {
      window.history.pushState(null, '', link.getAttribute('href'));
      changed();
    }
  });
}
