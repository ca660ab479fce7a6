import { contextBridge } from 'electron';
import { createStudioBridge } from './studioBridge.ts';

contextBridge.exposeInMainWorld('studio', createStudioBridge());
