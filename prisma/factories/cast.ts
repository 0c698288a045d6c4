import type { RoleKey } from '@/lib/authz/policy'

interface CastMember {
  givenName: string
  familyName: string
  role: RoleKey
  status?: 'active' | 'inactive' | 'new'
  workspace?: { slug: string; role: RoleKey }
}

interface CastTenant {
  slug: string
  name: string
  workspaces: { slug: string; name: string }[]
  organizations: { slug: string; name: string }[]
  people: CastMember[]
}

const payments = (role: RoleKey) => ({ slug: 'payments', role })

/** The named cast of the demo and of the journeys: one person for every role, and a second tenant that must stay out of sight. */
export const CAST: readonly CastTenant[] = [
  {
    slug: 'acme',
    name: 'Acme',
    workspaces: [{ slug: 'payments', name: 'Payments' }, { slug: 'ledger', name: 'Ledger' }],
    organizations: [{ slug: 'northwind', name: 'Northwind' }],
    people: [
      { givenName: 'Olivia', familyName: 'Okafor', role: 'client_owner' },
      { givenName: 'Oscar', familyName: 'Ortega', role: 'client_owner' },
      { givenName: 'Adam', familyName: 'Ahlberg', role: 'client_admin' },
      { givenName: 'Sonia', familyName: 'Sato', role: 'client_security_admin' },
      { givenName: 'Carla', familyName: 'Conti', role: 'client_compliance_auditor' },
      { givenName: 'Gus', familyName: 'Grant', role: 'governance_operator' },
      { givenName: 'April', familyName: 'Adeyemi', role: 'approver' },
      { givenName: 'Rex', familyName: 'Romero', role: 'requester' },
      { givenName: 'Vera', familyName: 'Virtanen', role: 'readonly_viewer' },
      { givenName: 'Sam', familyName: 'Singh', role: 'super_admin' },
      { givenName: 'Audrey', familyName: 'Arnaud', role: 'auditor' },
      { givenName: 'Bea', familyName: 'Bauer', role: 'business_admin' },
      { givenName: 'Max', familyName: 'Moreau', role: 'member', workspace: payments('workspace_admin') },
      { givenName: 'Wanda', familyName: 'Wójcik', role: 'member', workspace: payments('workspace_auditor') },
      { givenName: 'Ines', familyName: 'Ivanova', role: 'auditor', status: 'inactive' },
      { givenName: 'Noor', familyName: 'Nasser', role: 'auditor', status: 'new' },
    ],
  },
  {
    slug: 'globex',
    name: 'Globex',
    workspaces: [{ slug: 'payments', name: 'Payments' }],
    organizations: [],
    people: [{ givenName: 'Gina', familyName: 'Gallo', role: 'client_owner' }],
  },
]
