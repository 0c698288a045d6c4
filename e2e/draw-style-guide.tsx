/** Prints the page of all components, drawn as a server would. A process of its own, because the test runner compiles JSX its own way. */
import { renderToStaticMarkup } from 'react-dom/server'
import { StyleGuide } from '../components/style-guide'

process.stdout.write(renderToStaticMarkup(<StyleGuide />))
