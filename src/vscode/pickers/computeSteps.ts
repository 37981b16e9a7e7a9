/** Steps: what a job runs on, and what a new cluster is made of, from what the workspace has. */

import * as vscode from 'vscode';
import { exhaustive, Fault } from '../../base/fault';
import { formatBytes } from '../../base/format';
import { listClusterPolicies } from '../../workspace/clusterPolicies';
import { listClusters, listNodeTypes, listSparkVersions } from '../../workspace/clusters';
import type { Rest } from '../../workspace/rest';
import { inputStep } from './inputStep';
import type { ComputeStepId, JobDraft } from './jobDraft';
import { askFromList, type ListItem } from './listStep';
import type { Step } from './steps';

export interface ComputeQuestion<State> {
  readonly title: (state: State) => string;
  readonly draft: (state: State) => JobDraft;
  readonly choose: (state: State, draft: JobDraft) => State;
  /** The workspace whose clusters there are; undefined where none is known, so that names are typed. */
  readonly rest: ((state: State) => Promise<Rest>) | undefined;
  /** Whether it is to run the PySpark script, not Overwatch's JAR, which serverless compute and new runtimes do not take. */
  readonly runsScript: (state: State) => boolean;
}

/** The step of an id. */
export function computeStep<State>(id: ComputeStepId, question: ComputeQuestion<State>): Step<State> {
  switch (id) {
    case 'compute':
      return listed(question, {
        placeholder: () => vscode.l10n.t('What does it run on?'),
        heading: vscode.l10n.t('Clusters'),
        fixed: ({ runsScript }) => (runsScript ? [SERVERLESS, NEW_CLUSTER] : [NEW_CLUSTER]),
        load: clusters,
        isChosen: ({ compute }, { kind }) => kind === compute.kind && kind !== 'existing',
        choose: (draft, compute) => ({ ...draft, compute }),
      });
    case 'nodeType':
      if (question.rest === undefined)
        return typed(question, {
          prompt: vscode.l10n.t('Which machines? The node type as Databricks calls it.'),
          placeholder: 'i3.xlarge, Standard_D4ds_v5, n2-highmem-4',
          value: ({ nodeType }) => nodeType ?? '',
          choose: (draft, text) => ({ ...draft, nodeType: readWord(text) }),
        });
      return listed(question, {
        placeholder: () => vscode.l10n.t('Which machines? Type to filter.'),
        heading: vscode.l10n.t('Node types'),
        fixed: () => [],
        load: nodeTypes,
        isChosen: ({ nodeType }, id) => id === nodeType,
        choose: (draft, nodeType) => ({ ...draft, nodeType }),
      });
    case 'runtime':
      if (question.rest === undefined)
        return typed(question, {
          prompt: vscode.l10n.t('Which runtime? Its key as Databricks calls it.'),
          placeholder: '16.4.x-scala2.12',
          value: ({ sparkVersion }) => sparkVersion,
          choose: (draft, text) => ({ ...draft, sparkVersion: readWord(text) }),
        });
      return listed(question, {
        placeholder: ({ runsScript }) =>
          runsScript
            ? vscode.l10n.t('Which runtime? The PySpark script needs 14.3 or later.')
            : vscode.l10n.t('Which runtime? Type to filter.'),
        heading: vscode.l10n.t('Runtimes'),
        fixed: () => [],
        load: runtimes,
        isChosen: ({ sparkVersion }, key) => key === sparkVersion,
        choose: (draft, sparkVersion) => ({ ...draft, sparkVersion }),
      });
    case 'workers':
      return typed(question, {
        prompt: vscode.l10n.t('How many workers?'),
        placeholder: '2',
        value: ({ workers }) => String(workers),
        choose: (draft, text) => ({ ...draft, workers: readWorkers(text) }),
      });
    case 'policy':
      return listed(question, {
        placeholder: () => vscode.l10n.t('By which cluster policy?'),
        heading: vscode.l10n.t('Policies'),
        fixed: () => [{ label: vscode.l10n.t('No Policy'), value: { policy: undefined } }],
        load: policies,
        isChosen: (draft, { policy }) => policy?.id === draft.policy?.id,
        choose: (draft, { policy }) => ({ ...draft, policy }),
      });
    default:
      return exhaustive(id);
  }
}

interface Listed<Value> {
  readonly placeholder: (use: Use) => string;
  readonly heading: string;
  readonly fixed: (use: Use) => readonly ListItem<Value>[];
  readonly load: (rest: Rest, signal: AbortSignal, use: Use) => Promise<readonly ListItem<Value>[]>;
  readonly isChosen: (draft: JobDraft, value: Value) => boolean;
  readonly choose: (draft: JobDraft, value: Value) => JobDraft;
}

/** What it is for. */
interface Use {
  readonly runsScript: boolean;
}

function listed<State, Value>(
  { title, draft, choose, rest, runsScript }: ComputeQuestion<State>,
  list: Listed<Value>,
): Step<State> {
  return async (state, position) => {
    const use = { runsScript: runsScript(state) };
    const answer = await askFromList<Value>({
      title: title(state),
      position,
      placeholder: list.placeholder(use),
      heading: list.heading,
      fixed: list.fixed(use),
      isChosen: (value) => list.isChosen(draft(state), value),
      load: async (signal) => (rest === undefined ? [] : list.load(await rest(state), signal, use)),
    });
    if ('go' in answer) return answer;
    return { go: 'next', state: choose(state, list.choose(draft(state), answer.value)) };
  };
}

const SERVERLESS: ListItem<JobDraft['compute']> = {
  value: { kind: 'serverless' },
  label: vscode.l10n.t('Serverless'),
  detail: vscode.l10n.t('Starts within moments. Reaches only what Unity Catalog governs.'),
  iconPath: new vscode.ThemeIcon('zap'),
};

const NEW_CLUSTER: ListItem<JobDraft['compute']> = {
  value: { kind: 'new' },
  label: vscode.l10n.t('New Cluster…'),
  detail: vscode.l10n.t('Its own: it comes up for the run and ends with it.'),
  iconPath: new vscode.ThemeIcon('server-environment'),
};

/** Clusters of jobs end with them, and those of pipelines take nobody else's work. */
async function clusters(rest: Rest, signal: AbortSignal): Promise<readonly ListItem<JobDraft['compute']>[]> {
  const found = await listClusters(rest, signal);
  return found
    .filter(({ kind }) => kind === 'interactive')
    .map(({ id, name, state, sparkVersion, accessMode }) => ({
      value: { kind: 'existing', id, name },
      label: name,
      description: [state.toLowerCase(), sparkVersion, accessMode ?? ''].filter(Boolean).join(' · '),
      iconPath: new vscode.ThemeIcon(state === 'RUNNING' ? 'vm-running' : 'vm-outline'),
    }));
}

/** As Databricks has it, in units of 1024. */
const MEGABYTE = 1024 * 1024;

async function nodeTypes(rest: Rest, signal: AbortSignal): Promise<readonly ListItem<string>[]> {
  return (await listNodeTypes(rest, signal)).map(({ id, cores, memoryMb, category }) => ({
    value: id,
    label: id,
    description: vscode.l10n.t('{0} cores · {1} · {2}', cores, formatBytes(memoryMb * MEGABYTE), category),
  }));
}

/** With Spark 3.5, whose functions the script uses. */
const OLDEST = 14;

async function runtimes(
  rest: Rest,
  signal: AbortSignal,
  { runsScript }: Use,
): Promise<readonly ListItem<string>[]> {
  const found = (await listSparkVersions(rest, signal)).filter(
    ({ key }) => !runsScript || Number.parseInt(key, 10) >= OLDEST,
  );
  const isLong = ({ name }: { readonly name: string }) => /\bLTS\b/.test(name);
  return [...found.filter(isLong), ...found.filter((one) => !isLong(one))].map(({ key, name }) => ({
    value: key,
    label: name,
    description: key,
  }));
}

async function policies(
  rest: Rest,
  signal: AbortSignal,
): Promise<readonly ListItem<Pick<JobDraft, 'policy'>>[]> {
  return (await listClusterPolicies(rest, signal)).map(({ id, name }) => ({
    value: { policy: { id, name } },
    label: name,
    description: id,
  }));
}

interface Typed {
  readonly prompt: string;
  readonly placeholder: string;
  readonly value: (draft: JobDraft) => string;
  /** @throws Fault `usage` for a text that is not accepted. */
  readonly choose: (draft: JobDraft, text: string) => JobDraft;
}

function typed<State>(
  { title, draft, choose }: ComputeQuestion<State>,
  { prompt, placeholder, value, choose: take }: Typed,
): Step<State> {
  return inputStep<State>({
    title,
    prompt: () => prompt,
    placeholder,
    value: (state) => value(draft(state)),
    choose: (state, text) => choose(state, take(draft(state), text.trim())),
  });
}

function readWord(text: string): string {
  if (/^[\w.-]+$/.test(text)) return text;
  throw new Fault('usage', vscode.l10n.t('A name of letters, digits, points and hyphens.'));
}

function readWorkers(text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new Fault('usage', vscode.l10n.t('A number of 1 or more.'));
}
