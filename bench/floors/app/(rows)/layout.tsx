import '@/app/globals.css'
import { Queries } from './queries'

export default function RowsLayout({ children }: { children: React.ReactNode }) {
  return (
    <html lang="en">
      <body>
        <Queries>{children}</Queries>
      </body>
    </html>
  )
}
