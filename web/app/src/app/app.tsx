/** Which page is shown: by where the device stands, then by the address. Only the day's list is in the first piece. */

import { Fragment, Suspense, lazy, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { CoreFailure, type OrderPage } from "../core/contract";
import type { Kind } from "../core/types";
import { OrdersScreen } from "../screens/orders";
import { Gear, Outgoing, Parcel, Slips } from "../ui/icons";
import { CantShow, Empty, Failure, Loading, Page } from "../ui/page";
import { Saying } from "../ui/saying";
import { to, useRoute, type Route } from "./route";
import { isNowhere, useCall, useOpenState, useOpening } from "./session";
import { useSync } from "../screens/sync-strip";

const EnrolScreen = lazy(async () => ({ default: (await import("../screens/start/enrol")).EnrolScreen }));
// Nearly every start begins with it, so it is read while the core starts.
const lock = import("../screens/start/lock");
const LockScreen = lazy(async () => ({ default: (await lock).LockScreen }));
const LoginScreen = lazy(async () => ({ default: (await import("../screens/start/login")).LoginScreen }));
const PinScreen = lazy(async () => ({ default: (await import("../screens/start/pin")).PinScreen }));
const OrderScreen = lazy(async () => ({ default: (await import("../screens/order/order")).OrderScreen }));
const ConflictsScreen = lazy(async () => ({
  default: (await import("../screens/order/conflicts")).ConflictsScreen,
}));
const OrderGoodsScreen = lazy(async () => ({
  default: (await import("../screens/order/goods")).OrderGoodsScreen,
}));
const ActScreen = lazy(async () => ({ default: (await import("../screens/act/act")).ActScreen }));
const WorkScreen = lazy(async () => ({ default: (await import("../screens/steps/checklist")).WorkScreen }));
const StepScreen = lazy(async () => ({ default: (await import("../screens/steps/step")).StepScreen }));
const PartScreen = lazy(async () => ({ default: (await import("../screens/steps/part")).PartScreen }));
const KitScreen = lazy(async () => ({ default: (await import("../screens/goods/kit")).KitScreen }));
const KitPage = lazy(async () => ({ default: (await import("../screens/goods/kit")).KitPage }));
const TicketScreen = lazy(async () => ({ default: (await import("../screens/goods/ticket")).TicketScreen }));
const ExchangePage = lazy(async () => ({
  default: (await import("../screens/goods/exchange")).ExchangePage,
}));
const IncidentsScreen = lazy(async () => ({
  default: (await import("../screens/incident/list")).IncidentsScreen,
}));
const ReportScreen = lazy(async () => ({ default: (await import("../screens/incident/form")).ReportScreen }));
const IncidentScreen = lazy(async () => ({
  default: (await import("../screens/incident/incident")).IncidentScreen,
}));
const ComplaintsScreen = lazy(async () => ({
  default: (await import("../screens/complaint/list")).ComplaintsScreen,
}));
const CaptureScreen = lazy(async () => ({
  default: (await import("../screens/complaint/capture")).CaptureScreen,
}));
const ComplaintScreen = lazy(async () => ({
  default: (await import("../screens/complaint/complaint")).ComplaintScreen,
}));
const MattersScreen = lazy(async () => ({
  default: (await import("../screens/matters/list")).MattersScreen,
}));
const BeginMatterScreen = lazy(async () => ({
  default: (await import("../screens/matters/begin")).BeginMatterScreen,
}));
const MatterScreen = lazy(async () => ({
  default: (await import("../screens/matters/matter")).MatterScreen,
}));
const FeesScreen = lazy(async () => ({ default: (await import("../screens/fees/list")).FeesScreen }));
const FeeScreen = lazy(async () => ({ default: (await import("../screens/fees/account")).FeeScreen }));
const OutboxScreen = lazy(async () => ({ default: (await import("../screens/outbox")).OutboxScreen }));
const SettingsScreen = lazy(async () => ({ default: (await import("../screens/settings")).SettingsScreen }));
const PricesScreen = lazy(async () => ({ default: (await import("../screens/prices")).PricesScreen }));

function orderPart(page: OrderPage, [part, first = "", second = ""]: string[]): ReactNode {
  switch (part) {
    case "do":
      return <ActScreen key={first} page={page} action={first as Kind} />;
    case "work":
      return <WorkScreen page={page} />;
    case "step":
      return <StepScreen key={`${first}/${second}`} page={page} checklist={first} step={second} />;
    case "part":
      return <PartScreen page={page} checklist={first} step={second} />;
    case "goods":
      return <OrderGoodsScreen page={page} />;
    case "conflicts":
      return <ConflictsScreen page={page} />;
    default:
      return <OrderScreen page={page} />;
  }
}

function OrderRoute({ id, rest }: { id: string; rest: string[] }) {
  const { t } = useTranslation();
  const { data, error } = useCall("order", { id });
  if (data) return orderPart(data, rest);
  return (
    <Page title={t("order")} back={to()}>
      {error && isNowhere(error) ? (
        <Empty title={t("order_gone")} />
      ) : error ? (
        <CantShow failure={error} />
      ) : (
        <Loading />
      )}
    </Page>
  );
}

function pageOf({ path: [first, second = "", ...rest] }: Route): ReactNode {
  switch (first) {
    case "order":
      return <OrderRoute key={second} id={second} rest={rest} />;
    case "incidents":
      return <IncidentsScreen />;
    case "incident":
      return second === "new" ? <ReportScreen /> : <IncidentScreen key={second} id={second} rest={rest} />;
    case "complaints":
      return <ComplaintsScreen />;
    case "complaint":
      return second === "new" ? <CaptureScreen /> : <ComplaintScreen key={second} id={second} rest={rest} />;
    case "matters":
      return <MattersScreen />;
    case "matter":
      return second === "new" ? (
        <BeginMatterScreen key={rest[0] ?? ""} form={rest[0] ?? ""} />
      ) : (
        <MatterScreen key={second} id={second} rest={rest} />
      );
    case "fees":
      return <FeesScreen />;
    case "fee":
      return <FeeScreen key={second} id={second} rest={rest} />;
    case "goods":
      return <KitScreen />;
    case "kit":
      return <KitPage key={second} name={second} />;
    case "ticket":
      return <TicketScreen />;
    case "exchange":
      return <ExchangePage />;
    case "outbox":
      return <OutboxScreen />;
    case "settings":
      return <SettingsScreen />;
    case "prices":
      return <PricesScreen />;
    case "pin":
      return <PinScreen />;
    case "login":
      return <LoginScreen />;
    default:
      return <OrdersScreen />;
  }
}

const TABS = [
  { at: "", name: "orders", Icon: Slips },
  { at: "goods", name: "goods", Icon: Parcel },
  { at: "outbox", name: "outbox", Icon: Outgoing },
  { at: "settings", name: "settings", Icon: Gear },
] as const;

function Tabs({ at }: { at: string }) {
  const { t } = useTranslation();
  const sync = useSync();
  return (
    <nav className="tabs" aria-label={t("main_pages")}>
      {TABS.map(({ at: address, name, Icon }) => (
        <a key={name} href={address ? to(address) : to()} aria-current={at === address ? "page" : undefined}>
          <Icon />
          <span>{t(`tab.${name}`)}</span>
          {name === "outbox" && sync !== undefined && sync.unsent > 0 && (
            <span className={`count ${sync.stuck > 0 ? "bad" : ""}`}>{sync.unsent}</span>
          )}
        </a>
      ))}
    </nav>
  );
}

function Elsewhere() {
  const { t } = useTranslation();
  const take = useOpening("take_over");
  return (
    <main className="start">
      <h1>{t("elsewhere_title")}</h1>
      <p>{t("elsewhere_hint")}</p>
      <button type="button" className="tap-row" onClick={() => take.mutate({})}>
        <span className="strong">{t("take_over")}</span>
      </button>
      <Failure failure={take.error} />
    </main>
  );
}

/**
 * Around everything that is filled in: a browser keeps what was typed into a page, to show it again after a crash, and
 * nothing seals it there (P16). It does so for every field but those of a form that says this; the drafts bring it back.
 */
function Unkept({ children }: { children: ReactNode }) {
  return (
    <form autoComplete="off" onSubmit={(event) => event.preventDefault()}>
      {children}
    </form>
  );
}

function Shell() {
  const route = useRoute();
  const at = route.path[0] ?? "";
  const main = TABS.some((tab) => tab.at === at);
  // Its form is its own, and has a password alone.
  const Around = at === "login" ? Fragment : Unkept;
  return (
    <>
      <Around>
        {/* Each page begins anew, with its heading under the reader's cursor. */}
        <Suspense key={route.path.join("/")} fallback={<Blank />}>
          {pageOf(route)}
        </Suspense>
      </Around>
      {main && <Tabs at={at} />}
    </>
  );
}

function Blank() {
  return (
    <main className="page-body">
      <Loading />
    </main>
  );
}

export function App() {
  const { t } = useTranslation();
  const open = useOpenState();
  const shown = (): ReactNode => {
    switch (open.state) {
      case "starting":
        return <Blank />;
      case "elsewhere":
        return <Elsewhere />;
      case "not_enrolled":
        return <EnrolScreen />;
      case "locked":
        return <LockScreen open={open} />;
      case "broken":
        return (
          <main className="start">
            <h1>{t("broken_title")}</h1>
            <Failure failure={new CoreFailure(open.error)} />
            <p>{t("broken_hint")}</p>
          </main>
        );
      case "ready":
        return <Shell />;
    }
  };
  return (
    <>
      <Suspense fallback={<Blank />}>{shown()}</Suspense>
      <Saying />
    </>
  );
}
