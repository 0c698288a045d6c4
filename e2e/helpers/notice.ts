import type { Locator, Page } from '@playwright/test'

/** What the console says happened; it stands there for eyes and once more for screen readers. */
export const notice = (page: Page, text: string | RegExp): Locator => page.getByRole('region', { name: 'Notices' }).getByText(text)
