import { Injectable, NotFoundException } from '@nestjs/common';

export interface Report {
  readonly id: string;
  readonly author: string;
  readonly title: string;
}

@Injectable()
export class Reports {
  readonly #reports: Report[] = [
    { id: '1', author: 'erin', title: 'Spring' },
    { id: '2', author: 'frank', title: 'Summer' },
  ];

  all(): readonly Report[] {
    return this.#reports;
  }

  one(id: string): Report {
    const report = this.#reports.find((candidate) => candidate.id === id);
    if (!report) {
      throw new NotFoundException('No such report');
    }
    return report;
  }
}
