import puppeteer from 'puppeteer-core';

const chromium = () => ({
  browser: 'chrome',
  executablePath: process.env.CHROME_BIN,
  args: [
    '--no-sandbox', // as root and in containers
    '--use-fake-device-for-media-stream',
    '--use-fake-ui-for-media-stream', // grants getUserMedia; also real host candidates instead of mDNS names
    '--allow-loopback-in-peer-connection', // machines whose only interface is "lo"
    '--autoplay-policy=no-user-gesture-required',
    // A page in the background would be slowed down while another one is looked at.
    '--disable-background-timer-throttling',
    '--disable-renderer-backgrounding',
    '--disable-backgrounding-occluded-windows',
    '--hide-scrollbars',
  ],
});

const firefox = () => ({
  browser: 'firefox',
  executablePath: process.env.FIREFOX_BIN,
  extraPrefsFirefox: {
    'media.navigator.streams.fake': true,
    'media.navigator.permission.disabled': true, // without it getUserMedia waits for an answer
    'media.peerconnection.ice.obfuscate_host_addresses': false,
    'media.autoplay.default': 0,
    'media.autoplay.blocking_policy': 0,
  },
});

/** What each browser is called here, and how it is started. CHROME_BIN and FIREFOX_BIN must be set. */
export const browsers = { chromium, firefox };

export const launch = (options) =>
  puppeteer.launch({ headless: true, timeout: 60_000, protocolTimeout: 120_000, ...options });
