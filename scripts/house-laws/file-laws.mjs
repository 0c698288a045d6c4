/** What a file is called, how long it is, and what it may let out. */
import path from 'node:path'
import { insideProject } from './rooms.mjs'

const vague = new Set(['index', 'utils', 'util', 'helpers', 'helper', 'types', 'common', 'misc', 'shared'])
const longest = 400
/** Where a framework finds a file by its default export. */
const needsDefault = [
  /^app\/.*(page|layout|loading|error|global-error|not-found|template|default|icon|apple-icon|opengraph-image|manifest|robots|sitemap|forbidden|unauthorized)\.tsx?$/,
  /^[^/]*config\.(ts|mjs)$/,
  /^prisma\/factories\/vitest-server\.ts$/,
  /^e2e\/global-(setup|teardown)\.ts$/,
  /^scripts\/house-laws\/plugin\.mjs$/,
]

export const fileNames = {
  create(context) {
    const name = path.basename(context.filename)
    const stem = name.split('.')[0]
    return {
      Program(node) {
        if (vague.has(stem)) context.report({ node, message: `"${name}" says nothing. Name the file after its main export, and put each thing where its noun is.` })
        else if (!/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)+$/.test(name)) context.report({ node, message: `"${name}" is not kebab-case. Name the file after its main export.` })
      },
    }
  },
}

export const fileLength = {
  create(context) {
    return {
      Program(node) {
        const { text, lines } = context.sourceCode
        if (lines.length > longest && !/^\s*(\/\/|\/\*).*\blong because\b/i.test(text)) {
          context.report({ node, message: `${lines.length} lines: a second idea is inside. Give it a file, or say at the top "Long because …".` })
        }
      },
    }
  },
}

export const defaultExports = {
  create(context) {
    const file = insideProject(context.filename)
    if (needsDefault.some((pattern) => pattern.test(file))) return {}
    return { ExportDefaultDeclaration: (node) => context.report({ node, message: 'Export it by its name; only files that Next or a tool finds by default export have one.' }) }
  },
}

export const reExports = {
  create(context) {
    const message = 'No barrels and no re-exports: import it from the file it lives in.'
    return {
      ExportAllDeclaration: (node) => context.report({ node, message }),
      ExportNamedDeclaration: (node) => node.source && context.report({ node, message }),
    }
  },
}

export const serverOnly = {
  create(context) {
    const file = insideProject(context.filename)
    if (!/^lib\/[^/]+\/data\.ts$/.test(file)) return {}
    return {
      Program(node) {
        const marked = node.body.some((statement) => statement.type === 'ImportDeclaration' && statement.source.value === 'server-only')
        if (!marked) context.report({ node, message: "A data.ts starts with import 'server-only', so that no browser bundle can contain it." })
      },
    }
  },
}
