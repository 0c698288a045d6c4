import { permissionMatrixCsv } from '@/lib/authz/policy-csv'

process.stdout.write(permissionMatrixCsv())
