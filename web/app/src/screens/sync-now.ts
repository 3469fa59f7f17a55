/** Sends and fetches when a person asks for it. */

import { useMutation } from "@tanstack/react-query";
import { useCore } from "../app/session";
import type { CoreFailure, SyncReport } from "../core/contract";

export function useSyncNow() {
  const core = useCore();
  return useMutation<SyncReport, CoreFailure>({ mutationFn: () => core.call("sync", {}) });
}
