'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useDeferredValue } from 'react'
import { type RoleKey } from '@/lib/authz/policy'
import { type Failure } from '@/lib/errors/app-error'
import { type RolePolicy } from '@/lib/pim/is-loosening'
import { pimReachQuery } from '@/lib/pim/queries'
import { type StatedSettings } from '@/lib/pim/state-settings'
import { type Previewed } from '@/lib/preview/refuse-other-preview'

/** What the settings would mean as they are typed: asked anew with each change of what it depends on, and when the page was drawn anew. @param dirty something is typed that is not saved @param drawn when the page was drawn */
export function useSettingsPreview(role: RoleKey, { settings: { enabled, approvals }, approvers }: RolePolicy, { dirty, drawn }: { dirty: boolean; drawn: number }) {
  const typed = pimReachQuery({ role, settings: { enabled, approvals }, approvers: { people: [...approvers.people], roles: [...approvers.roles] } })
  const queryKey = [...typed.queryKey, String(drawn)]
  const text = useDeferredValue(JSON.stringify(queryKey))
  const queries = useQueryClient()
  const asked = text === JSON.stringify(queryKey)
  const { data, isFetching, isError, isPlaceholderData, refetch } = useQuery({ ...typed, queryKey, enabled: dirty && asked })
  return {
    /** as far as it is known, be it of what was typed before */
    stated: dirty ? (data ?? null) : null,
    /** what stands for it, once it is of exactly this */
    previewed: dirty && asked && data !== undefined && !isPlaceholderData ? data.previewed : null,
    loading: dirty && isFetching, failed: dirty && isError, again: () => void refetch(),
    /** Shows it as it is now, where a save was refused because it has changed. */
    showAnew: ({ reason, details }: Failure) => {
      if (reason === 'preview_changed') queries.setQueryData(queryKey, details?.preview as Previewed<StatedSettings>)
    },
  }
}
