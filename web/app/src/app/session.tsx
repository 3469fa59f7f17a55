/** The core behind the screens: where the device stands, questions that are asked again when something changed. */

import {
  MutationCache,
  QueryClient,
  QueryClientProvider,
  keepPreviousData,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { createContext, use, useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import {
  CoreFailure,
  type CallName,
  type Calls,
  type ComplaintPage,
  type Core,
  type CoreEvent,
  type FeeAtTheDoor,
  type FeePage,
  type IncidentPage,
  type MatterPage,
  type OpenState,
  type Saved,
  type SavedStore,
  type Words,
} from "../core/contract";
import type {
  Command,
  ComplaintCommand,
  DocumentId,
  IncidentCommand,
  MatterCommand,
  StoreCommand,
} from "../core/types";
import { changeWords } from "../i18n";
import { hush } from "../ui/saying";
import { closeDrafts, keepDrafts, openDrafts } from "./drafts";
import { usePreferences } from "./prefs";

type Session = { core: Core; open: OpenState; words: Words; become: (open: OpenState) => void };

const SessionContext = createContext<Session | null>(null);

function useSession(): Session {
  const session = use(SessionContext);
  if (!session) throw new Error("outside of the session");
  return session;
}

export function useCore(): Core {
  return useSession().core;
}

export function useOpenState(): OpenState {
  return useSession().open;
}

export function useWords(): Words {
  return useSession().words;
}

export function makeQueries(): QueryClient {
  const lasting = { networkMode: "always", retry: false } as const;
  return new QueryClient({
    mutationCache: new MutationCache({ onMutate: hush }),
    defaultOptions: {
      // Answers come from the device itself and are asked for again only when the core says that something changed.
      queries: { ...lasting, staleTime: Infinity, refetchOnWindowFocus: false, refetchOnReconnect: false },
      mutations: lasting,
    },
  });
}

const AFTER_ANY_CHANGE: CallName[] = [
  ...(["orders", "incidents", "complaints", "matters", "matter_forms"] as const),
  ...(["fees", "fee_asked", "outbox", "kit"] as const),
  ...(["ledger", "status", "prices", "reference"] as const),
];

function heed(event: CoreEvent, queries: QueryClient, become: (open: OpenState) => void) {
  switch (event.event) {
    case "state":
      become(event.state);
      break;
    case "sync":
      queries.setQueryData(["sync_state", {}], event.sync);
      break;
    case "changed":
      for (const call of AFTER_ANY_CHANGE) void queries.invalidateQueries({ queryKey: [call] });
      for (const page of ["order", "incident", "complaint", "matter", "fee"]) {
        if (event.documents === null) void queries.invalidateQueries({ queryKey: [page] });
        else for (const id of event.documents) void queries.invalidateQueries({ queryKey: [page, { id }] });
      }
  }
}

/** Holds the core. Children are shown when its words are there. */
export function SessionProvider({
  core,
  queries,
  children,
}: {
  core: Core;
  queries: QueryClient;
  children: ReactNode;
}) {
  const [open, setOpen] = useState<OpenState>({ state: "starting" });
  const [words, setWords] = useState<Words | null>(null);
  const { language } = usePreferences();
  const spoken = useRef<string | null>(null);
  const elsewhere = open.state === "elsewhere";

  useEffect(() => core.listen((event) => heed(event, queries, setOpen)), [core, queries]);
  useEffect(() => {
    core
      .call("state", {})
      .then(setOpen, (error: unknown) => setOpen({ state: "broken", error: failureOf(error).error }));
  }, [core]);
  useEffect(() => {
    let stays = true;
    void Promise.all([core.call("set_language", { language }), changeWords(language)]).then(
      ([answer]) => {
        if (!stays) return;
        setWords(answer);
        if (spoken.current !== null && spoken.current !== language) void queries.invalidateQueries();
        spoken.current = language;
      },
      (error: unknown) => {
        const failure = failureOf(error).error;
        // Another tab has the core; its words are asked for again when this one has taken over.
        if (stays && failure.code !== "elsewhere") setOpen({ state: "broken", error: failure });
      },
    );
    return () => {
      stays = false;
    };
  }, [core, language, queries, elsewhere]);

  // Nothing that was read with the key stays in the page's memory once the lock is closed.
  const sealed = open.state === "locked" || open.state === "not_enrolled";
  useEffect(() => {
    if (!sealed) return;
    queries.clear();
    closeDrafts();
  }, [sealed, queries]);

  // Forms go on with what was typed before, so no form is shown before that is there.
  const [drafted, setDrafted] = useState(false);
  const ready = open.state === "ready";
  useEffect(() => {
    if (!ready) return;
    void openDrafts(core).then(() => setDrafted(true));
    return () => setDrafted(false);
  }, [core, ready]);

  const session = useMemo(
    () => ({
      core,
      open: ready && !drafted ? ({ state: "starting" } as const) : open,
      words: words ?? NO_WORDS,
      become: setOpen,
    }),
    [core, open, ready, drafted, words],
  );
  return (
    <QueryClientProvider client={queries}>
      <SessionContext value={session}>{children}</SessionContext>
    </QueryClientProvider>
  );
}

const NO_WORDS: Words = {
  state: {},
  kind: {},
  role: {},
  money: {},
  store: {},
  follow_up: {},
  source: {},
  condition: {},
  loan: {},
  waiting_for: {},
  damage: {},
  area: {},
  department: {},
  service_kind: {},
  channel: {},
  material_unit: {},
  exchange: {},
  complaint_channel: {},
  handover: {},
  complaint_class: {},
  attribution: {},
  record_field: {},
  forward_to: {},
  notice_of: {},
  spoken_to: {},
  complaint_outcome: {},
};

/** A question to the core. */
export function useCall<N extends CallName>(
  name: N,
  args: Calls[N]["args"],
  options: { enabled?: boolean; every?: number; keep?: boolean } = {},
) {
  const core = useCore();
  return useQuery<Calls[N]["answer"], CoreFailure>({
    queryKey: [name, args],
    queryFn: () => core.call(name, args),
    enabled: options.enabled ?? true,
    // A form that asks with every letter keeps the answer that it has until the next one is there.
    ...(options.keep ? { placeholderData: keepPreviousData } : {}),
    refetchInterval: options.every ?? false,
  });
}

/** Something that a person does with an order; it is durable when it succeeded. */
export function useExecute(order: DocumentId) {
  const core = useCore();
  const queries = useQueryClient();
  return useMutation<Saved, CoreFailure, Command>({
    mutationFn: (command) => core.call("execute", { order, command }),
    onSuccess: (saved) => queries.setQueryData(["order", { id: order }], saved.page),
  });
}

/** The same for the own kit. */
export function useExecuteStore() {
  const core = useCore();
  const queries = useQueryClient();
  return useMutation<SavedStore, CoreFailure, StoreCommand>({
    mutationFn: (command) => core.call("execute_store", { command }),
    onSuccess: (saved) => queries.setQueryData(["kit", { of: null }], saved.kit),
  });
}

/** Something that a person does about an incident; `null` for a new one. */
export function useExecuteIncident(incident: DocumentId | null) {
  const core = useCore();
  const queries = useQueryClient();
  return useMutation<IncidentPage, CoreFailure, IncidentCommand>({
    mutationFn: (command) => core.call("execute_incident", { incident, command }),
    onSuccess: (page) => queries.setQueryData(["incident", { id: page.view.incident.id }], page),
  });
}

/** Something that a person does about a complaint; `null` for a new one. */
export function useExecuteComplaint(complaint: DocumentId | null) {
  const core = useCore();
  const queries = useQueryClient();
  return useMutation<ComplaintPage, CoreFailure, ComplaintCommand>({
    mutationFn: (command) => core.call("execute_complaint", { complaint, command }),
    onSuccess: (page) => queries.setQueryData(["complaint", { id: page.view.complaint.id }], page),
  });
}

/** Something that a person does about one of the office's other matters; `null` for a new one. */
export function useExecuteMatter(matter: DocumentId | null) {
  const core = useCore();
  const queries = useQueryClient();
  return useMutation<MatterPage, CoreFailure, MatterCommand>({
    mutationFn: (command) => core.call("execute_matter", { matter, command }),
    onSuccess: (page) => queries.setQueryData(["matter", { id: page.id }], page),
  });
}

/** What a collector does at a customer's door. */
export function useExecuteFee(id: DocumentId) {
  const core = useCore();
  const queries = useQueryClient();
  return useMutation<FeePage, CoreFailure, FeeAtTheDoor>({
    mutationFn: (command) => core.call("execute_fee", { id, command }),
    onSuccess: (page) => queries.setQueryData(["fee", { id }], page),
  });
}

/** A call that changes where the device stands: enrolment, opening, logging in, the PIN. */
export function useOpening<
  N extends "enrol" | "unlock" | "login" | "set_pin" | "lock" | "log_out" | "take_over",
>(name: N) {
  const { core, become } = useSession();
  return useMutation<OpenState, CoreFailure, Calls[N]["args"]>({
    mutationFn: async (args) => {
      await keepDrafts();
      return core.call(name, args);
    },
    onSuccess: become,
  });
}

/** Any failure as one of the core. */
export function failureOf(error: unknown): CoreFailure {
  if (error instanceof CoreFailure) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new CoreFailure({ code: "internal", message, text: "" });
}

/** The address of a page names nothing that is on this device: another's, or no id at all. */
export function isNowhere({ error }: CoreFailure): boolean {
  return error.code === "not_found" || error.code === "bad_call";
}

/** Asks again for everything, such as after a failure. */
export function useAskAgain() {
  const queries = useQueryClient();
  return useCallback(() => void queries.invalidateQueries(), [queries]);
}
