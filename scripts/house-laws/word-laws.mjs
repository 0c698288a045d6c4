/** What may be written where: roles, addresses, the environment, the clock, markup, tests. */
import { insideProject, isTest } from './rooms.mjs'

const roles = new Set([
  'client_owner', 'client_admin', 'client_security_admin', 'client_compliance_auditor', 'governance_operator', 'approver', 'requester',
  'readonly_viewer', 'super_admin', 'auditor', 'business_admin', 'member', 'workspace_admin', 'workspace_auditor',
])
const isName = (node, name) => node?.type === 'Identifier' && node.name === name
const property = (node) => (node.computed ? node.property.value : node.property.name)

/** Roles are compared in one place. `'member' as a value of something else has to be called something else too. */
export const roleLiterals = {
  create(context) {
    const file = insideProject(context.filename)
    if (/^(lib\/authz|prisma|scripts)\//.test(file) || isTest(file)) return {}
    const message = 'No role names here. Ask can(actor, permission, resource), or take what the role means from lib/authz/policy.ts.'
    return {
      Literal: (node) => roles.has(node.value) && context.report({ node, message }),
      TemplateElement: (node) => roles.has(node.value.cooked) && context.report({ node, message }),
      Property: (node) => !node.computed && roles.has(node.key.name) && context.report({ node, message }),
      MemberExpression: (node) => !node.computed && roles.has(node.property.name) && node.property.name.includes('_') && context.report({ node, message }),
    }
  },
}

export const addresses = {
  create(context) {
    const file = insideProject(context.filename)
    if (!/^(app|components|lib)\//.test(file) || file === 'lib/paths.ts' || isTest(file)) return {}
    const message = 'Addresses are spelled only in lib/paths.ts. Add a function there and call it.'
    const isAddress = (text) => /^\/(?!\/)[a-z][\w-]*(\/|$|\?|#)/.test(text ?? '')
    return {
      Literal(node) {
        if (typeof node.value === 'string' && isAddress(node.value) && !/^(Import|Export)/.test(node.parent.type)) context.report({ node, message })
      },
      TemplateLiteral: (node) => isAddress(node.quasis[0].value.cooked) && context.report({ node, message }),
    }
  },
}

export const environment = {
  create(context) {
    const file = insideProject(context.filename)
    // instrumentation.ts must ask which runtime it is in before it may import anything.
    if (/^(scripts|prisma|bench|e2e)\//.test(file) || /^[^/]*config\.ts$/.test(file) || ['lib/env.ts', 'instrumentation.ts'].includes(file) || isTest(file)) return {}
    return {
      MemberExpression(node) {
        if (isName(node.object, 'process') && property(node) === 'env') context.report({ node, message: 'The environment is read in lib/env.ts alone. Add the setting there, with its check, and call env().' })
      },
    }
  },
}

export const clock = {
  create(context) {
    const file = insideProject(context.filename)
    // Compares the two clocks, and is the one that has to know ours.
    if (!file.startsWith('lib/') || isTest(file) || file === 'lib/sso/clock-skew.ts') return {}
    const message = 'Time is an argument: take `now`, which the transaction or the request brought from the database (castellan_now()).'
    return {
      CallExpression: (node) => node.callee.type === 'MemberExpression' && isName(node.callee.object, 'Date') && property(node.callee) === 'now' && context.report({ node, message }),
      NewExpression: (node) => isName(node.callee, 'Date') && node.arguments.length === 0 && context.report({ node, message }),
    }
  },
}

export const consoleUse = {
  create(context) {
    const file = insideProject(context.filename)
    if (!/^(app|components|lib)\//.test(file) || isTest(file)) return {}
    return {
      MemberExpression: (node) => isName(node.object, 'console') && context.report({ node, message: 'The log is structured and redacted: use the logger of lib/errors, never the console.' }),
    }
  },
}

export const markup = {
  create(context) {
    const refused = {
      style: 'No style attribute: the content security policy refuses it. Use a class, an SVG attribute, or set it from script.',
      dangerouslySetInnerHTML: 'No raw HTML: whatever is in the text would run. Render elements.',
    }
    return {
      JSXAttribute: (node) => Object.hasOwn(refused, node.name.name) && context.report({ node, message: refused[node.name.name] }),
    }
  },
}

/** What an exception says is for the log; a person gets a sentence from lib/errors and a reference number. */
export const exceptionMessages = {
  create(context) {
    const file = insideProject(context.filename)
    if (!/^(app|components)\//.test(file) || isTest(file)) return {}
    const caught = []
    const message = 'What an exception says never reaches a screen. Show the sentence of its error code (lib/errors).'
    return {
      CatchClause: (node) => caught.push(node.param?.name),
      'CatchClause:exit': () => caught.pop(),
      MemberExpression(node) {
        if (property(node) !== 'message' || node.object.type !== 'Identifier') return
        const boundary = /(^|\/)(global-)?error\.tsx$/.test(file) && node.object.name === 'error'
        if (boundary || caught.includes(node.object.name)) context.report({ node, message })
      },
    }
  },
}

export const tests = {
  create(context) {
    const file = insideProject(context.filename)
    if (!isTest(file)) return {}
    const idle = new Set(['skip', 'only', 'todo', 'fixme', 'fails', 'skipIf'])
    return {
      MemberExpression(node) {
        if (idle.has(property(node)) && /^(it|test|describe)$/.test(node.object.name ?? node.object.property?.name ?? '')) {
          context.report({ node, message: 'A test runs or it is deleted. Nothing is skipped, focused or left for later.' })
        }
        if (property(node) === 'waitForTimeout') context.report({ node, message: 'No sleeps: wait for what should happen (expect(…).toBeVisible(), expect.poll).' })
      },
    }
  },
}

export const comments = {
  create(context) {
    return {
      Program() {
        for (const comment of context.sourceCode.getAllComments()) {
          const text = comment.value.trim()
          if (/\b(TODO|FIXME|XXX|HACK)\b/.test(text)) context.report({ loc: comment.loc, message: 'Nothing is promised for later in the code. Do it, or leave it out.' })
          if (/^(eslint-disable|oxlint-disable|biome-ignore|@ts-ignore|@ts-expect-error|@ts-nocheck)/.test(text)) context.report({ loc: comment.loc, message: 'A check is not switched off where it bites. Change the code, or change the law for everyone.' })
        }
      },
    }
  },
}
