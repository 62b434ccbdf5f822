/** A screenshot, with the options of Playwright's. Where a machine is busy Chromium now and then has no frame to give yet. */
export async function picture(page, options) {
  for (let tries = 1; ; tries++) {
    try {
      return await page.screenshot(options);
    } catch (error) {
      if (tries === 5 || !/Unable to capture/.test(error.message)) throw error;
      await page.waitForTimeout(tries * 200);
    }
  }
}
