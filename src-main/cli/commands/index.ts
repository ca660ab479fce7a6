import type { Command } from '../command.ts';
import { benchCommand } from './bench.ts';
import { datasetsCommand } from './datasets.ts';
import { deleteCommand } from './delete.ts';
import { doctorCommand } from './doctor.ts';
import { exportCommand } from './export.ts';
import { helpAbout } from './help.ts';
import { importCommand } from './import.ts';
import { inspectCommand } from './inspect.ts';
import { layersCommand } from './layers.ts';
import { optimizersCommand } from './optimizers.ts';
import { recipesCommand } from './recipes.ts';
import { resumeCommand } from './resume.ts';
import { runCommand } from './run.ts';
import { runsCommand } from './runs.ts';
import { showCommand } from './show.ts';
import { surfaceCommand } from './surface.ts';
import { surfacesCommand } from './surfaces.ts';
import { verifyCommand } from './verify.ts';

const working: readonly Command[] = [
  doctorCommand,
  optimizersCommand,
  surfacesCommand,
  layersCommand,
  recipesCommand,
  datasetsCommand,
  inspectCommand,
  importCommand,
  runCommand,
  resumeCommand,
  runsCommand,
  showCommand,
  deleteCommand,
  exportCommand,
  surfaceCommand,
  verifyCommand,
  benchCommand,
];

/** Every command of `descent`. A new one is one file and one line here. */
export const commands: readonly Command[] = [...working, helpAbout(working)];
