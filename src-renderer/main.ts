import { createPinia } from 'pinia';
import { createApp, watch } from 'vue';
import App from './App.vue';
import { connectHost, hostKey } from './host.ts';
import { createStudioI18n } from './i18n/index.ts';
import { useDatasetsStore } from './stores/datasets.ts';
import { useDraftStore } from './stores/draft.ts';
import { useRunsStore } from './stores/runs.ts';
import { useSettingsStore } from './stores/settings.ts';
import './styles/main.css';

const host = connectHost();
const app = createApp(App);
app.provide(hostKey, host);
app.use(createPinia());

const settings = useSettingsStore();
const i18n = createStudioI18n(settings.language);
watch(
  () => settings.language,
  (language) => (i18n.global.locale.value = language),
);
app.use(i18n);
document.documentElement.dataset.host = host.studio.host;

// The first picture already has the reader's theme, language and draft: nothing jumps.
await settings.load();
app.mount('#app');
window.addEventListener('pagehide', () => void useDraftStore().flush());
await Promise.all([useDatasetsStore().refresh(), useRunsStore().refresh(), useDraftStore().restore()]);
