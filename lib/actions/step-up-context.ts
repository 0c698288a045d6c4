'use client'

import { createContext } from 'react'

/** Asks the person in place to confirm who they are. Resolves to whether they did. */
export type ConfirmIdentity = () => Promise<boolean>

/** Given by the console's frame; without it nothing can be confirmed in place. */
export const StepUpContext = createContext<ConfirmIdentity>(() => Promise.resolve(false))
