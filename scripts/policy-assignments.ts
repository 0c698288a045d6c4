import { roleAssignmentCsv } from '@/lib/authz/policy-csv'

process.stdout.write(roleAssignmentCsv())
