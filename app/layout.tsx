import type { Metadata, Viewport } from 'next'
import { connection } from 'next/server'
import { GeistSans } from 'geist/font/sans'
import { readViewer } from '@/lib/format/viewer'
import './globals.css'

export const metadata: Metadata = {
  title: { default: 'Castellan', template: '%s · Castellan' },
  description: 'The console for the people who hold the keys to a tenant',
  robots: { index: false, follow: false },
  icons: { icon: '/icon.svg' },
}

export const viewport: Viewport = { colorScheme: 'light dark' }

/** Every page is drawn per request: a page from a cache would carry somebody else's nonce. */
export default async function RootLayout({ children }: { children: React.ReactNode }) {
  await connection()
  const { theme, shortcuts } = await readViewer()
  return (
    <html lang="en" className={GeistSans.variable} data-theme={theme === 'system' ? undefined : theme} data-shortcuts={shortcuts ? undefined : 'off'}>
      <body>{children}</body>
    </html>
  )
}
