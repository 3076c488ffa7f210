import DiffusionSampling
import Foundation
import Testing

@Suite("SchedulerConfiguration") struct SchedulerConfigurationTests {
    /// The file of Wan 2.1 T2V as published.
    static let wan = """
        {"_class_name": "UniPCMultistepScheduler", "_diffusers_version": "0.33.0.dev0", "beta_end": 0.02,
         "beta_schedule": "linear", "beta_start": 0.0001, "disable_corrector": [], "dynamic_thresholding_ratio": 0.995,
         "final_sigmas_type": "zero", "flow_shift": 3.0, "lower_order_final": true, "num_train_timesteps": 1000,
         "predict_x0": true, "prediction_type": "flow_prediction", "rescale_betas_zero_snr": false,
         "sample_max_value": 1.0, "solver_order": 2, "solver_p": null, "solver_type": "bh2", "steps_offset": 0,
         "thresholding": false, "timestep_spacing": "linspace", "trained_betas": null, "use_beta_sigmas": false,
         "use_exponential_sigmas": false, "use_flow_sigmas": true, "use_karras_sigmas": false}
        """

    @Test("the published file of Wan 2.1 is UniPC of order 2 with a shift of 3")
    func published() throws {
        let configuration = try SchedulerConfiguration(json: Data(Self.wan.utf8))
        #expect(configuration == SchedulerConfiguration(method: .uniPC(UniPCOptions()), shift: 3))
    }

    @Test(
        "an option that is not supported is named in the error",
        arguments: [
            ("\"predict_x0\": true", "\"predict_x0\": false", "predict_x0"),
            ("\"flow_prediction\"", "\"epsilon\"", "prediction_type"),
            ("\"use_flow_sigmas\": true", "\"use_flow_sigmas\": false", "use_flow_sigmas"),
            ("\"use_karras_sigmas\": false", "\"use_karras_sigmas\": true", "use_karras_sigmas"),
            ("\"use_beta_sigmas\": false", "\"use_beta_sigmas\": true", "use_beta_sigmas"),
            ("\"thresholding\": false", "\"thresholding\": true", "thresholding"),
            ("\"solver_p\": null", "\"solver_p\": {\"a\": 1}", "solver_p"),
            ("\"solver_order\": 2", "\"solver_order\": 4", "solver_order"),
            ("\"bh2\"", "\"bh3\"", "solver_type"),
            ("\"lower_order_final\": true", "\"lower_order_final\": false", "lower_order_final"),
            ("\"final_sigmas_type\": \"zero\"", "\"final_sigmas_type\": 1", "final_sigmas_type"),
            ("\"flow_shift\": 3.0", "\"flow_shift\": -3.0", "flow_shift"),
            ("\"flow_shift\": 3.0", "\"use_dynamic_shifting\": true", "use_dynamic_shifting"),
            ("\"flow_shift\": 3.0", "\"shift_terminal\": 0.1", "shift_terminal"),
            ("\"flow_shift\": 3.0", "\"new_idea\": \"on\"", "new_idea"),
            ("\"disable_corrector\": []", "\"disable_corrector\": [0.5]", "disable_corrector"),
            ("\"num_train_timesteps\": 1000", "\"num_train_timesteps\": 0", "num_train_timesteps"),
        ])
    func unsupported(original: String, replacement: String, name: String) {
        let changed = Self.wan.replacingOccurrences(of: original, with: replacement)
        #expect(changed != Self.wan)
        let error = #expect(throws: SamplingError.self) { try SchedulerConfiguration(json: Data(changed.utf8)) }
        guard case .unsupportedOption(name, _, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test("another scheduler, a broken file and a missing one are different errors")
    func faults() {
        #expect(throws: SamplingError.unknownScheduler(className: "DDIMScheduler")) {
            try SchedulerConfiguration(json: Data(#"{"_class_name": "DDIMScheduler"}"#.utf8))
        }
        #expect(throws: SamplingError.malformedConfiguration(path: "scheduler_config.json")) {
            try SchedulerConfiguration(json: Data("[1".utf8))
        }
        #expect(throws: SamplingError.missingConfiguration(path: "/nowhere/scheduler_config.json")) {
            try SchedulerConfiguration(contentsOf: URL(fileURLWithPath: "/nowhere/scheduler_config.json"))
        }
    }

    @Test("steps and shift out of range are errors")
    func ranges() throws {
        let configuration = SchedulerConfiguration(method: .flowMatchEuler)
        #expect(throws: SamplingError.stepsOutOfRange(steps: 0, limit: 1000)) { try configuration.solver(steps: 0) }
        #expect(throws: SamplingError.stepsOutOfRange(steps: 1001, limit: 1000)) {
            try configuration.solver(steps: 1001)
        }
        for shift in [0, -1, Double.infinity, 1000] {
            #expect(throws: SamplingError.shiftOutOfRange(shift: shift)) {
                try configuration.solver(steps: 2, shift: shift)
            }
        }
        #expect(throws: SamplingError.self) { try configuration.solver(steps: 2, shift: .nan) }
    }
}
